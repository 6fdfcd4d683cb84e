# What Valkey's pod may do: have a certificate in its own name, and read who its users are.
path "pki/issue/servers" {
  capabilities = ["update"]
  allowed_parameters = {
    "common_name"          = ["valkey"]
    "alt_names"            = ["valkey,localhost"]
    "uri_sans"             = ["spiffe://palisade.internal/valkey"]
    "exclude_cn_from_sans" = []
    "ttl"                  = []
    "private_key_format"   = []
  }
}
path "kv/data/valkey" {
  capabilities = ["read"]
}
