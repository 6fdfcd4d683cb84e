# The Vault server (OpenBao). Everything below /vault is a volume of its own; outside containers the launcher puts its
# own folder and address in their places.
ui           = false
api_addr     = "https://vault:8200"
cluster_addr = "https://vault:8201"

listener "tcp" {
  address         = "0.0.0.0:8200"
  tls_cert_file   = "/vault/tls/identity.pem"
  tls_key_file    = "/vault/tls/key.pem"
  tls_min_version = "tls13"
}

storage "file" {
  path = "/vault/data"
}

# Unseals at start with a key that only this server's volume holds. A production Vault asks a KMS or an HSM instead.
seal "static" {
  current_key_id = "first"
  current_key    = "file:///vault/seal/key"
}

# Every request and answer, with the secrets in them hashed. When it cannot be written, Vault refuses to work.
audit "file" "file" {
  options {
    file_path = "/vault/audit/audit.log"
  }
}
