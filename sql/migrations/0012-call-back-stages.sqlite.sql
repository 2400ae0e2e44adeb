-- How far a call-back that is being dialled has come: phone (the agent's rings), caller (theirs does), talking. Null while none is.
alter table call_backs add column stage       text;
alter table call_backs add column stage_since integer;
