import {jsonOnly} from './easel.mjs'; export const open = jsonOnly
