-- Projection: what the service found wrong with itself, and still does. Empty while all is well.
create table failing_checks (
  "check"  text    primary key,
  since    integer not null,
  expected text    not null,
  found    text    not null
) strict, without rowid;
