-- The agency's departments. A transfer goes to one of them; a person belongs to one.
create table departments (
  id      text primary key,   -- 'advice'
  name_ko text not null,
  name_en text not null
) strict, without rowid;

-- Who may log in, and as what. Nobody is deleted, since the journal names them for ever: who leaves becomes inactive.
create table people (
  account       text    primary key,   -- also the identity of the person's browser client at Twilio
  name          text    not null,
  role          text    not null check (role in ('agent', 'supervisor', 'administrator', 'display')),
  department    text    not null references departments,
  password_hash text,                  -- $scrypt$ln=17,r=8,p=1$salt$hash; each row says its own cost
  active        integer not null check (active in (0, 1)),
  check (account glob '[a-z]*' and account not glob '*[^a-z0-9_]*' and length(account) between 2 and 32),
  check (active = 0 or password_hash is not null)
) strict, without rowid;

-- Where a person can be reached, in the order in which that person wants to be rung.
create table endpoints (
  account text    not null references people,
  place   integer not null,            -- 0, 1, 2 …
  kind    text    not null check (kind in ('browser', 'phone', 'sip')),
  address text,                        -- E.164 for a phone, the URI for SIP; a browser is reached by its account
  primary key (account, place),
  check ((kind = 'browser') = (address is null))
) strict, without rowid;
-- "Whose phone is this?": when a staff phone's leg is reported.
create index endpoints_by_address on endpoints (address) where address is not null;

-- Who is logged in. The cookie holds the id, this table only its SHA-256: a stolen copy opens no session.
create table sessions (
  id_hash    blob    primary key,
  account    text    not null references people,
  started_at integer not null,         -- ms UTC, like every moment
  seen_at    integer not null,         -- last activity, to the minute
  expires_at integer not null
) strict, without rowid;
-- "Every session of this person": when a password or a role changes, or somebody leaves.
create index sessions_of_account on sessions (account);
-- "Which sessions are over?": the sweep.
create index sessions_by_end on sessions (expires_at);

-- Slows down guessing of passwords. Keys are SHA-256: people type passwords into the account's field.
create table login_limits (
  kind     text    not null check (kind in ('pair', 'account', 'address', 'known')),
  key      blob    not null,           -- of account and address, of the account, of the address, of account and address
  failures integer not null,           -- 'pair' only: in a row
  -- 'pair': no try before; 'account' and 'address': when the bucket is empty; 'known': when it is forgotten
  until    integer not null,
  primary key (kind, key)
) strict, without rowid;
-- "What can be forgotten?": the sweep.
create index login_limits_by_end on login_limits (until);
