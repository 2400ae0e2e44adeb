/** The bell's outline in a square of 24. */
export const BELL =
  'M12 1.6a1.9 1.9 0 0 1 1.9 1.9v.5a7 7 0 0 1 5.1 6.8v4.3l2.1 2.9a1 1 0 0 1-.8 1.6H3.7a1 1 0 0 1-.8-1.6L5 15.1v-4.3A7 7 0 0 1 10.1 4v-.5A1.9 1.9 0 0 1 12 1.6z'
export const CLAPPER = 'M9.2 20.7h5.6a2.8 2.8 0 0 1-5.6 0z'
