# What the card provider's pod may do: have a certificate in its own name, and read what it knows the shop by.
path "pki/issue/servers" {
  capabilities = ["update"]
  allowed_parameters = {
    "common_name"          = ["payment-sandbox"]
    "alt_names"            = ["payment-sandbox,localhost"]
    "uri_sans"             = ["spiffe://palisade.internal/payment-sandbox"]
    "exclude_cn_from_sans" = []
    "ttl"                  = []
    "private_key_format"   = []
  }
}
path "kv/data/payment-sandbox" {
  capabilities = ["read"]
}
