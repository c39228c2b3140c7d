// Stands in for `global` inside the bundle. TF.js keeps its engine on the global object, where two copies of the
// library in one process would share (and overwrite) one backend; this copy keeps its engine to itself.
export const isolatedGlobal = {};
