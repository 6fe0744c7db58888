// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Why the API server does not accept a token. It answers 401 to each, and logs the reason.
 *
 * @see KubeAccessAssert.Unauthenticated#because(TokenRejection)
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum TokenRejection {
    /** The token has expired. */
    EXPIRED("token (is|has) expired"),
    /** The token is not valid yet. */
    NOT_YET_VALID("before the nbf \\(not before\\) time|token is not valid yet"),
    /** The token is meant for another audience. */
    WRONG_AUDIENCE("expected audience |invalid for the target audiences|unable to match the audience"),
    /** No authenticator of the API server knows the issuer, or the credential is not a token. */
    UNKNOWN_ISSUER("^invalid bearer token$"),
    /** Another key than those of its issuer signed it, or it was changed. */
    UNKNOWN_KEY("failed to verify id token signature|error in cryptographic primitive|invalid signature"),
    /**
     * The token is unsigned: its algorithm is {@code none}. The API server rejects an unsigned token of a
     * ServiceAccount as {@link #UNKNOWN_KEY}.
     */
    UNSIGNED("unsupported algorithm, expected .* got \"none\"|unexpected signature algorithm \"none\""),
    /** The token lacks a claim that a mapping or rule needs. */
    MISSING_CLAIM("claim not present|required claim \\S+ not present|no such key"),
    /** A claim has another value than the file requires, by {@code claim} and {@code requiredValue}. */
    WRONG_CLAIM("required claim \\S+ value does not match"),
    /** An expression makes an empty user name, for example of an empty claim. */
    EMPTY_USERNAME("empty username"),
    /** An expression about claims or the user is false; its {@code message} gives the reason. */
    RULE("validation expression '.*' failed"),
    /** The ServiceAccount, pod, Secret or node to which it is bound is gone. */
    REVOKED("has been (invalidated|deleted)|does not match .*claim \\(");

    private final Pattern words;

    TokenRejection(String words) {
        this.words = Pattern.compile(words, Pattern.DOTALL);
    }

    /** Whether the API server's words mean this. */
    boolean isMeantBy(String reason) {
        return words.matcher(reason).find();
    }
}
