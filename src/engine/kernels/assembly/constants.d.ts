/** 1 where fused multiply-add may be used. Given by scripts/kernels.mjs, as the next. */
declare const RELAXED: i32;
/** 1 where panels are sixteen columns, for hosts that make 256-bit operations of pairs of 128-bit ones. */
declare const WIDE: i32;
