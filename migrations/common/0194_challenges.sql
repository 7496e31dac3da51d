-- The processor's link by which a card's owner proves who he is: sent once.
insert into notice_kinds (name) values ('prove-card');
