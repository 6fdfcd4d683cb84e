# What keeps Vault's own certificate fresh may do: ask for one in that name, and nothing else.
path "pki/issue/servers" {
  capabilities = ["update"]
  allowed_parameters = {
    "common_name"          = ["vault"]
    "alt_names"            = ["vault,localhost"]
    "uri_sans"             = ["spiffe://palisade.internal/vault"]
    "exclude_cn_from_sans" = []
    "ttl"                  = []
    "private_key_format"   = []
  }
}
