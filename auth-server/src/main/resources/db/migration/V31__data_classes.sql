-- What each column holds, for whom it matters, and how long its rows are kept. A comment begins with the class of its data:
-- public, business, personal (of a person, or leading to one), payment, secret (lets its holder in) or technical.

comment on table account is 'Kept until the person deletes it.';
comment on column account.id is 'personal: the person: the identifier that all services know';
comment on column account.login is 'personal: the name to sign in with';
comment on column account.password_hash is 'secret: the password, hashed so that guessing is slow';
comment on column account.roles is 'personal: what the person is';
comment on column account.created_at is 'personal: since when';
comment on column account.address is 'personal: the e-mail address, encrypted';
comment on column account.address_index is 'personal: a keyed hash of the address, to find it';
comment on column account.disabled_at is 'personal: since when nobody signs in with it';

comment on table oauth2_authorization is 'Kept until all its tokens have expired.';
comment on column oauth2_authorization.id is 'technical: the authorization';
comment on column oauth2_authorization.registered_client_id is 'technical: the client that it was given to';
comment on column oauth2_authorization.principal_name is 'personal: the person, by the identifier of the account, or the client itself';
comment on column oauth2_authorization.authorization_grant_type is 'technical: how it was got';
comment on column oauth2_authorization.authorized_scopes is 'business: what the client may';
comment on column oauth2_authorization.attributes is 'personal: the request and how the person was recognised';
comment on column oauth2_authorization.state is 'secret: what ties an unfinished step to its browser';
comment on column oauth2_authorization.authorization_code_value is 'secret: the code of a sign-in';
comment on column oauth2_authorization.authorization_code_issued_at is 'technical: since when';
comment on column oauth2_authorization.authorization_code_expires_at is 'technical: until when';
comment on column oauth2_authorization.authorization_code_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.access_token_value is 'secret: the access token';
comment on column oauth2_authorization.access_token_issued_at is 'technical: since when';
comment on column oauth2_authorization.access_token_expires_at is 'technical: until when';
comment on column oauth2_authorization.access_token_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.oidc_id_token_value is 'secret: the ID token';
comment on column oauth2_authorization.oidc_id_token_issued_at is 'technical: since when';
comment on column oauth2_authorization.oidc_id_token_expires_at is 'technical: until when';
comment on column oauth2_authorization.oidc_id_token_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.refresh_token_value is 'secret: the refresh token';
comment on column oauth2_authorization.refresh_token_issued_at is 'technical: since when';
comment on column oauth2_authorization.refresh_token_expires_at is 'technical: until when';
comment on column oauth2_authorization.refresh_token_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.user_code_value is 'secret: the code that a person types for a device';
comment on column oauth2_authorization.user_code_issued_at is 'technical: since when';
comment on column oauth2_authorization.user_code_expires_at is 'technical: until when';
comment on column oauth2_authorization.user_code_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.device_code_value is 'secret: the code that a device asks with';
comment on column oauth2_authorization.device_code_issued_at is 'technical: since when';
comment on column oauth2_authorization.device_code_expires_at is 'technical: until when';
comment on column oauth2_authorization.device_code_metadata is 'personal: its claims, and whether it was used or revoked';
comment on column oauth2_authorization.access_token_type is 'technical: how it is bound';
comment on column oauth2_authorization.access_token_scopes is 'business: what the token allows';
comment on column oauth2_authorization.created_at is 'technical: when it was given';
comment on column oauth2_authorization.sid is 'technical: the sign-in that it belongs to';

comment on table used_refresh_token is 'Kept with its authorization.';
comment on column used_refresh_token.hash is 'technical: a hash of a refresh token that was used';
comment on column used_refresh_token.authorization_id is 'technical: the family that ends when it is used again';

comment on table totp is 'Kept until the person removes it or deletes the account.';
comment on column totp.account_id is 'personal: the person';
comment on column totp.secret is 'secret: what the codes are made from, encrypted';
comment on column totp.begun_at is 'technical: when it was set up';
comment on column totp.confirmed is 'technical: whether a first code was right';
comment on column totp.last_step is 'technical: the step of the last code, which works once';

comment on table recovery_code is 'Kept until it is used or replaced.';
comment on column recovery_code.hash is 'secret: a hash of the code';
comment on column recovery_code.account_id is 'personal: the person';

comment on table guess is 'Kept for a while after the last wrong try.';
comment on column guess.target is 'personal: a hash of what was guessed at, or an address of the network';
comment on column guess.failures is 'personal: how many tries were wrong';
comment on column guess.free_at is 'technical: when the next is looked at';
comment on column guess.last_at is 'personal: when the last was made';

comment on table known_device is 'Kept until the account is deleted.';
comment on column known_device.hash is 'technical: a hash of the cookie of a browser';
comment on column known_device.account_id is 'personal: who signed in there';
comment on column known_device.last_used_at is 'personal: when the last time was';

comment on table sign_in_session is 'Kept until it ends.';
comment on column sign_in_session.primary_id is 'technical: the session';
comment on column sign_in_session.session_id is 'secret: what the cookie of the browser holds';
comment on column sign_in_session.creation_time is 'technical: when it began';
comment on column sign_in_session.last_access_time is 'personal: when it was last used';
comment on column sign_in_session.max_inactive_interval is 'technical: after how many seconds without use it ends';
comment on column sign_in_session.expiry_time is 'technical: when it ends';
comment on column sign_in_session.principal_name is 'personal: who is signed in';

comment on table sign_in_session_attributes is 'Kept with its session.';
comment on column sign_in_session_attributes.session_primary_id is 'technical: the session';
comment on column sign_in_session_attributes.attribute_name is 'technical: what is kept';
comment on column sign_in_session_attributes.attribute_bytes is 'personal: who is signed in, and what waits for it';

comment on table user_credentials is 'Kept until the person removes the passkey or deletes the account.';
comment on column user_credentials.credential_id is 'personal: the passkey';
comment on column user_credentials.user_entity_user_id is 'personal: the person, as the passkey knows them';
comment on column user_credentials.account_id is 'personal: the person';
comment on column user_credentials.public_key is 'technical: what its signatures are checked with';
comment on column user_credentials.signature_count is 'technical: how often it signed';
comment on column user_credentials.uv_initialized is 'technical: whether it recognised the person';
comment on column user_credentials.backup_eligible is 'technical: whether it may be on several devices';
comment on column user_credentials.authenticator_transports is 'technical: how it is reached';
comment on column user_credentials.public_key_credential_type is 'technical: its type';
comment on column user_credentials.backup_state is 'technical: whether it is on several devices';
comment on column user_credentials.attestation_object is 'technical: what it said of itself';
comment on column user_credentials.attestation_client_data_json is 'technical: the request that it answered';
comment on column user_credentials.created is 'personal: since when';
comment on column user_credentials.last_used is 'personal: when it was last used';
comment on column user_credentials.label is 'personal: what the person calls it';

comment on table mail_link is 'Kept until it is used or expires.';
comment on column mail_link.hash is 'technical: a hash of the link that was sent';
comment on column mail_link.purpose is 'technical: what it is for';
comment on column mail_link.account_id is 'personal: the person, when there is one already';
comment on column mail_link.pending is 'personal: what the person has given so far, encrypted';
comment on column mail_link.expires_at is 'technical: until when it works';

comment on table mail is 'Kept for a day, by the mailbox of the demonstration.';
comment on column mail.id is 'technical: the mail';
comment on column mail.sealed is 'personal: the whole mail, encrypted';
comment on column mail.sent_at is 'personal: when it was sent';

comment on table logout_notice is 'Kept until it is delivered or given up.';
comment on column logout_notice.id is 'technical: the notice';
comment on column logout_notice.client_id is 'technical: who is told';
comment on column logout_notice.person is 'personal: who has signed out';
comment on column logout_notice.sid is 'technical: the sign-in that has ended';
comment on column logout_notice.attempts is 'technical: how often it was tried';
comment on column logout_notice.next_attempt_at is 'technical: when it is tried next';

comment on table oauth2_authorization_consent is 'Kept until the person takes it back or deletes the account.';
comment on column oauth2_authorization_consent.registered_client_id is 'business: the client';
comment on column oauth2_authorization_consent.principal_name is 'personal: the person';
comment on column oauth2_authorization_consent.authorities is 'personal: what the person lets it do';
comment on column oauth2_authorization_consent.created_at is 'personal: since when';
comment on column oauth2_authorization_consent.last_used_at is 'personal: when it was last used';

comment on table device_poll is 'Kept for ten minutes.';
comment on column device_poll.hash is 'technical: a hash of the code of a device';
comment on column device_poll.polled_at is 'technical: when it asked last';
comment on column device_poll.pause_seconds is 'technical: how long it has to wait';

comment on table wrong_user_code is 'Kept for an hour.';
comment on column wrong_user_code.person is 'personal: who typed it';
comment on column wrong_user_code.typed_at is 'personal: when';

comment on table sign_in_event is 'Kept for as long as the configuration says.';
comment on column sign_in_event.id is 'technical: the entry';
comment on column sign_in_event.at is 'personal: when it was';
comment on column sign_in_event.person is 'personal: whose sign-in it was';
comment on column sign_in_event.action is 'personal: what was done';
comment on column sign_in_event.permitted is 'personal: whether it was let through';
comment on column sign_in_event.reason is 'personal: why';

comment on table elevation is 'Kept until the account is deleted.';
comment on column elevation.id is 'technical: the entry';
comment on column elevation.person is 'personal: who asks for a role';
comment on column elevation.role is 'personal: which';
comment on column elevation.reason is 'personal: what for';
comment on column elevation.minutes is 'business: for how long';
comment on column elevation.asked_at is 'personal: when';
comment on column elevation.granted_by is 'personal: who has granted it';
comment on column elevation.granted_at is 'personal: when';
comment on column elevation.expires_at is 'personal: until when';
comment on column elevation.ended_at is 'personal: when it was given back or taken';
comment on column elevation.ended_by is 'personal: by whom';
comment on column elevation.last_used_at is 'personal: when it was last used';
