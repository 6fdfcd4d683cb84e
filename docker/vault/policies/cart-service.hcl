# What cart-service may do, and nothing else.
path "pki/issue/cart-service" {
  capabilities = ["update"]
}
path "database/creds/cart-service-app" {
  capabilities = ["read"]
}
path "database/creds/cart-service-owner" {
  capabilities = ["read"]
}
path "kv/data/cart-service" {
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
