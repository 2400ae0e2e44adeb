-- Projection: where each Seoul day begins in the journal, and how the floor stood then. Whoever wants to see a moment of a day
-- again folds that day from here, and not all of history.
create table days (
  start  integer primary key,          -- the day's beginning, ms UTC
  seq    integer not null,             -- the last entry before the day's first
  floor  text    not null              -- JSON: agents, ids of running calls, who is to be called back, failing self-checks
) strict;
