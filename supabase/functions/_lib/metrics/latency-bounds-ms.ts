/** Upper bounds of the latency buckets, inclusive; one more bucket takes what is slower. app.latency_bounds_ms() says the same. */
export const latencyBoundsMs = [10, 25, 50, 100, 200, 300, 500, 750, 1000, 1500, 2500, 5000, 10_000] as const;
