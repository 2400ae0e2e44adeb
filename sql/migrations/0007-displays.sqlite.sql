-- Screens on the wall. Each has a token of its own, which is no account: it shows the wallboard and can do nothing. The table
-- holds only the token's SHA-256. A revoked one stays, so that it is known who had a screen, and until when.
create table displays (
  id         text    primary key,
  token_hash blob    not null unique,
  label      text    not null,           -- 'Waiting room, ground floor'
  made_by    text    not null references people,
  made_at    integer not null,
  seen_at    integer,                     -- to the minute
  revoked_by text    references people,
  revoked_at integer
) strict, without rowid;
