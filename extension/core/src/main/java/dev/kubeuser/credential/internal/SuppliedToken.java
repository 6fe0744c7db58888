package dev.kubeuser.credential.internal;

import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.cluster.internal.CredentialPlugin;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.issuer.internal.JsonWebToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the token that a file holds or a program prints. Its issuer has the key, and the API server knows the issuer. */
final class SuppliedToken {

    /** What a header of a request takes. */
    private static final int LONGEST = 64 * 1024;

    /** How long a program may take, for example to ask somebody's provider. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** When an opaque token is read again, as the clients of Kubernetes do with each file. */
    private static final Duration OPAQUE_LIFE = Duration.ofMinutes(1);

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private SuppliedToken() {}

    /**
     * Reads the token as it is now.
     *
     * @throws CredentialException if there is none; the message shows none of what was read
     */
    static BearerToken read(IdentitySpec identity) {
        try {
            String token = text(identity).strip();
            if (token.length() > LONGEST) {
                throw new IOException(place(identity) + " has more than " + LONGEST + " bytes");
            }
            if (!FORM.matcher(token).matches()) {
                throw new IOException(place(identity) + " has something else than one token");
            }
            Instant end = expiration(token).orElseGet(() -> Instant.now().plus(OPAQUE_LIFE));
            if (!end.isAfter(Instant.now())) {
                throw new IOException("the token of " + place(identity) + " expired at " + end);
            }
            return new BearerToken(identity, token, end);
        } catch (IOException unusable) {
            throw new CredentialException(
                    "There is no token for the " + identity.subject() + ": " + unusable.getMessage(), unusable);
        }
    }

    private static String place(IdentitySpec identity) {
        Path file = identity.tokenFile();
        return file == null ? "the program " + identity.tokenCommand().get(0) : file.toString();
    }

    private static String text(IdentitySpec identity) throws IOException {
        Path file = identity.tokenFile();
        if (file == null) {
            return CredentialPlugin.of(identity.tokenCommand()).token(LIMIT);
        }
        try {
            return TextFile.read(file);
        } catch (IOException unusable) {
            throw new IOException(file + " cannot be read: " + unusable.getMessage(), unusable);
        }
    }

    /** An opaque token, whose form is its issuer's affair, says nothing. */
    private static Optional<Instant> expiration(String token) {
        try {
            return JsonWebToken.read(token).claims().get("exp") instanceof JsonPrimitive end
                    ? Optional.of(Instant.ofEpochSecond(end.getAsLong()))
                    : Optional.empty();
        } catch (RuntimeException opaque) {
            return Optional.empty();
        }
    }
}
