import {variant} from './easel.mjs'; export const open = variant('generate')
