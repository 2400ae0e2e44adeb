-- Projection: the rules that alert somebody, and what each watches for now. Removed ones stay: they do not come back with the next start.
create table alert_rules (
  rule text primary key,
  body text not null
) strict, without rowid;

-- Projection: a line for each alert.
create table alerts (
  alert      text    primary key,      -- begins with the time at which it was raised
  rule       text    not null,
  raised_at  integer not null,
  cleared_at integer,                  -- null while it is open
  body       text    not null
) strict, without rowid;
create index alerts_open on alerts (alert) where cleared_at is null;
-- "The alerts of today."
create index alerts_by_time on alerts (raised_at);

-- Whom to tell of an alert outside the board. Written in the transaction that decided it, sent once, or its failure recorded.
-- Apart from the outbox, so that a webhook that hangs never stands in the way of a caller.
create table notices (
  id        integer primary key,
  alert     text    not null,
  step      text    not null check (step in ('raised', 'escalated', 'cleared')),
  way       text    not null check (way in ('webhook', 'text')),
  recipient text    not null,           -- a name of the settings; numbers and addresses stand there alone
  body      text    not null,           -- as it is sent, byte for byte, at every try
  made_at   integer not null,
  not_after integer not null,
  due_at    integer not null,
  tries     integer not null,
  state     text    not null check (state in ('pending', 'done', 'failed')),
  error     text,
  unique (alert, step, way, recipient)  -- never twice for one cause
) strict;
create index notices_pending on notices (id) where state = 'pending';
-- "How many text messages went out today?"
create index notices_of_day on notices (made_at) where way = 'text';
