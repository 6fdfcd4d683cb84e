# What payment-service may do, and nothing else.
path "pki/issue/payment-service" {
  capabilities = ["update"]
}
path "database/creds/payment-service-app" {
  capabilities = ["read"]
}
path "database/creds/payment-service-owner" {
  capabilities = ["read"]
}
path "kv/data/payment-service" {
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
path "transit/encrypt/payment-service-fields" {
  capabilities = ["update"]
}
path "transit/decrypt/payment-service-fields" {
  capabilities = ["update"]
}
