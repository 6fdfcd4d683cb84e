# What auth-server may do, and nothing else.
path "pki/issue/auth-server" {
  capabilities = ["update"]
}
path "database/creds/auth-server-app" {
  capabilities = ["read"]
}
path "database/creds/auth-server-owner" {
  capabilities = ["read"]
}
path "kv/data/auth-server" {
  capabilities = ["read"]
}
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
path "auth/token/revoke-self" {
  capabilities = ["update"]
}
path "sys/leases/revoke" {
  capabilities = ["update"]
}
path "transit/keys/token-signing" {
  capabilities = ["read"]
}
path "transit/sign/token-signing/sha2-256" {
  capabilities = ["update"]
}
path "transit/keys/token-signing/rotate" {
  capabilities = ["update"]
}
path "transit/encrypt/auth-server-fields" {
  capabilities = ["update"]
}
path "transit/decrypt/auth-server-fields" {
  capabilities = ["update"]
}
