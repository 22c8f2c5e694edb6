import {client} from './easel.mjs'; export const open = client
