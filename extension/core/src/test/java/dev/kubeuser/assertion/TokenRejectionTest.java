// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API servers of different versions say the same in different words. */
class TokenRejectionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oidc: verify token: oidc: id token signed with unsupported algorithm, expected [\"RS256\"] got "
                        + "\"none\"",
                "oidc: verify token: oidc: malformed jwt: unexpected signature algorithm \"none\"; expected [\"RS256\"]"
            })
    void unsigned(String reason) {
        assertThat(Stream.of(TokenRejection.values()).filter(rejection -> rejection.isMeantBy(reason)))
                .containsExactly(TokenRejection.UNSIGNED);
    }
}
