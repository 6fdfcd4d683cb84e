# What PostgreSQL's pod may do: have a certificate in its own name, and read its first password.
path "pki/issue/servers" {
  capabilities = ["update"]
  allowed_parameters = {
    "common_name"          = ["postgres"]
    "alt_names"            = ["postgres,localhost"]
    "uri_sans"             = ["spiffe://palisade.internal/postgres"]
    "exclude_cn_from_sans" = []
    "ttl"                  = []
    "private_key_format"   = []
  }
}
path "kv/data/postgres" {
  capabilities = ["read"]
}
