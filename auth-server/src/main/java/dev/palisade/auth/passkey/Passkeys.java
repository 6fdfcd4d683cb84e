package dev.palisade.auth.passkey;

import dev.palisade.auth.AuthProperties;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;

/**
 * The passkeys of people. They belong to the issuer's host; the authenticator always verifies its user, by a PIN or a
 * finger, so that a passkey is two factors in one.
 */
@Component
public class Passkeys {

    private final UserCredentialRepository credentials;
    private final Webauthn4JRelyingPartyOperations operations;
    private final JdbcClient jdbc;

    Passkeys(JdbcOperations operations, JdbcClient jdbc, Handles handles, AuthProperties.Platform platform) {
        this.jdbc = jdbc;
        this.credentials = new JdbcUserCredentialRepository(operations);
        URI issuer = platform.issuer();
        this.operations = new Webauthn4JRelyingPartyOperations(
                handles,
                credentials,
                PublicKeyCredentialRpEntity.builder()
                        .id(issuer.getHost())
                        .name("Palisade")
                        .build(),
                Set.of(issuer.getScheme() + "://" + issuer.getAuthority()));
        this.operations.setCustomizeCreationOptions(
                options -> options.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .build()));
        this.operations.setCustomizeRequestOptions(
                options -> options.userVerification(UserVerificationRequirement.REQUIRED));
    }

    /** What a person has registered. */
    public List<CredentialRecord> of(UUID account) {
        return credentials.findByUserId(Handles.of(account));
    }

    /** Takes a passkey away; one that is not the person's stays. */
    public boolean remove(UUID account, String credentialId) {
        return jdbc.sql("delete from user_credentials where credential_id = ? and account_id = ?")
                        .params(credentialId, account)
                        .update()
                == 1;
    }

    /** The ceremonies. */
    public WebAuthnRelyingPartyOperations operations() {
        return operations;
    }

    /** Where the keys are. */
    public UserCredentialRepository credentials() {
        return credentials;
    }
}
