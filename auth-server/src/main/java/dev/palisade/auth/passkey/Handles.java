package dev.palisade.auth.passkey;

import dev.palisade.auth.person.Accounts;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.stereotype.Component;

/**
 * How authenticators know a person: by the account's identifier, which says nothing about them (Web Authentication section
 * 14.6.1), and by the name that they sign in with. Nothing is stored for it.
 */
@Component
class Handles implements PublicKeyCredentialUserEntityRepository {

    private static final int BYTES = 16;

    private final Accounts accounts;

    Handles(Accounts accounts) {
        this.accounts = accounts;
    }

    static Bytes of(UUID account) {
        return new Bytes(ByteBuffer.allocate(BYTES)
                .putLong(account.getMostSignificantBits())
                .putLong(account.getLeastSignificantBits())
                .array());
    }

    static UUID account(Bytes handle) {
        ByteBuffer bytes = ByteBuffer.wrap(handle.getBytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes id) {
        return id.getBytes().length == BYTES ? findByUsername(account(id).toString()) : null;
    }

    /** The name inside the platform is the identifier of the account. */
    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String id) {
        return accounts.loginOf(id)
                .map(login -> ImmutablePublicKeyCredentialUserEntity.builder()
                        .id(of(UUID.fromString(id)))
                        .name(login)
                        .displayName(login)
                        .build())
                .orElse(null);
    }

    @Override
    public void save(PublicKeyCredentialUserEntity entity) {
        throw new UnsupportedOperationException("A handle is the identifier of an account");
    }

    @Override
    public void delete(Bytes id) {
        throw new UnsupportedOperationException("A handle is the identifier of an account");
    }
}
