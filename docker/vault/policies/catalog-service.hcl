# What catalog-service may do, and nothing else.
path "pki/issue/catalog-service" {
  capabilities = ["update"]
}
path "database/creds/catalog-service-app" {
  capabilities = ["read"]
}
path "database/creds/catalog-service-owner" {
  capabilities = ["read"]
}
path "kv/data/catalog-service" {
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
