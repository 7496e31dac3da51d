-- Which certificate a call's flow had when the call began: certificates (flow, certified_at); null for a flow that was not
-- proven (work on loopback with --unproven, and calls of older programs).
alter table calls add column certified_at bigint;
