#!/usr/bin/env node
// Node 20 does not read TypeScript by itself: register tsx, then hand over.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
