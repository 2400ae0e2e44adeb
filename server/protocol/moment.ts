/**
 * Everything in this folder is said between the server and a browser: types and lists of constants, imported by both sides.
 * Moments are integer milliseconds UTC by the server's clock; lengths of time are integer milliseconds.
 * Telephone numbers are masked before they get here: none of these views ever holds a whole number.
 */
export type Moment = number
