-- What each column holds, for whom it matters, and how long its rows are kept. A comment begins with the class of its data:
-- public, business, personal (of a person, or leading to one), payment, secret (lets its holder in) or technical.

comment on table browser_session is 'Kept until it ends: 30 minutes after its last use, 12 hours after it began, or when the person signs out.';
comment on column browser_session.hash is 'technical: a hash of the cookie that opens the session';
comment on column browser_session.person is 'personal: who is signed in, by the identifier of the account';
comment on column browser_session.sign_in is 'technical: the sign-in at the authorization server that it comes from';
comment on column browser_session.signed_in_at is 'personal: when the person signed in';
comment on column browser_session.created_at is 'technical: when the session began';
comment on column browser_session.used_at is 'personal: when it was last used';
comment on column browser_session.ends_at is 'technical: when it ends';
comment on column browser_session.refreshing_until is 'technical: until when one gateway renews its tokens';
comment on column browser_session.content is 'secret: its tokens, sealed with a key that only the cookie has';

comment on table used_proof is 'Kept for two minutes, longer than a proof counts.';
comment on column used_proof.hash is 'technical: a hash of a DPoP proof that was used';
comment on column used_proof.seen_at is 'technical: when';
