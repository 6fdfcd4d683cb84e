package dev.palisade.platform.vault.database;

/**
 * A database user that Vault made.
 *
 * @param username its name
 * @param password its password
 * @param leaseId the lease after which Vault ends it
 */
record Credentials(String username, String password, String leaseId) {

    /** Names the user, never the password. */
    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
