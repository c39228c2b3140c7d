/** Cases of a property that is costly to try: `npm run test:fuzz` asks for 2,000. */
export const fuzzRuns = Number(process.env.FUZZ_RUNS ?? 200);
