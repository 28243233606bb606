import { load } from '../load.js'

export default await load('module')
