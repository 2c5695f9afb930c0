// How several threads work on one step: each of them has an instance of the module on the same memory, does its share of
// the columns or units, and meets the others before anyone reads what another wrote.

/** Of this instance. */
let index: i32 = 0;
let threads: i32 = 1;
/** Two words, of cache lines of their own: how many have come, and how often all have met. */
let meeting: usize = 0;

const MEETINGS_OFFSET = 64;

/** Looks before a helper naps: some microseconds. */
const LOOKS = 10000;

/** In nanoseconds. No one wakes it: that would cost the others more. */
const NAP: i64 = 50000;

/** Threads that share the steps that run now: 1, or all. */
let sharing: i32 = 1;

/** Makes this instance one of several; the meeting's memory is zeros at first. */
export function join(ownIndex: i32, count: i32, meetingAt: usize): void {
  index = ownIndex;
  threads = count;
  meeting = meetingAt;
}

export function ownIndex(): i32 {
  return index;
}

export function threadCount(): i32 {
  return threads;
}

export function share(all: bool): void {
  sharing = all ? threads : 1;
}

/** Where the share of the thread begins, of `count` numbers that are cut at multiples of `grain` only. */
// @ts-ignore: decorator
@inline
export function shareStart(count: i32, grain: i32): i32 {
  return sharing == 1 ? 0 : startOf(index, count, grain);
}

// @ts-ignore: decorator
@inline
export function shareEnd(count: i32, grain: i32): i32 {
  return sharing == 1 ? count : startOf(index + 1, count, grain);
}

function startOf(part: i32, count: i32, grain: i32): i32 {
  return part >= threads ? count : ((((count + grain - 1) / grain) * part) / threads) * grain;
}

/** Waits until all have come. */
// @ts-ignore: decorator
@inline
export function meet(): void {
  if (sharing > 1) waitForAll();
}

function waitForAll(): void {
  const met = atomic.load<i32>(meeting, MEETINGS_OFFSET);
  if (atomic.add<i32>(meeting, 1) == threads - 1) {
    atomic.store<i32>(meeting, 0);
    atomic.store<i32>(meeting, met + 1, MEETINGS_OFFSET);
    return;
  }
  let looks = 0;
  while (atomic.load<i32>(meeting, MEETINGS_OFFSET) == met) {
    // The others may not be running because this thread is: helpers give way. A page's main thread is not allowed to.
    if (++looks > LOOKS && index > 0) atomic.wait<i32>(meeting + MEETINGS_OFFSET, met, NAP);
  }
}
