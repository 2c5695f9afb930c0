// The build puts every test/host/*.test.ts in the place of this module.
declare module 'all-host-tests' {}
declare module 'mocha/mocha.js' {}
