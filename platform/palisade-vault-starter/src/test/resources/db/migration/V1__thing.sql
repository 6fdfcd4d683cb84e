create table thing (id int primary key);
grant select, insert on thing to cart_app;
insert into thing values (1);
