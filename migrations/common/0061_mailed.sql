-- Accounts whose bills go by mail: they chose post, or there is no address to send them to by e-mail.
create view mailed_accounts as
  select a.account from accounts a
  where coalesce((select c.medium from contact_choices c where c.account = a.account
      order by c.at desc, c.choice desc limit 1), '') = 'post'
    or coalesce((select c.email from contact_choices c where c.account = a.account
      order by c.at desc, c.choice desc limit 1), a.email) is null;
