# What gateway may do, and nothing else.
path "pki/issue/gateway" {
  capabilities = ["update"]
}
path "database/creds/gateway-app" {
  capabilities = ["read"]
}
path "database/creds/gateway-owner" {
  capabilities = ["read"]
}
path "kv/data/gateway" {
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
