package dev.kubeuser.credential.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.kinds.RunsOnce;
import java.security.PrivateKey;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RunsOnce
class KeySupplyTest {

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RSA_2048", "ECDSA_P256"})
    void no_key_is_handed_out_twice(KeyAlgorithm algorithm) {
        KeySupply supply = new KeySupply();
        Set<PrivateKey> keys = IntStream.range(0, 8)
                .parallel()
                .mapToObj(user -> {
                    supply.prepare(algorithm);
                    return supply.take(algorithm).getPrivate();
                })
                .collect(Collectors.toSet());
        assertThat(keys).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RSA_2048", "ED25519"})
    void key_is_of_the_algorithm_asked_for(KeyAlgorithm algorithm) {
        KeySupply supply = new KeySupply();
        supply.prepare(KeyAlgorithm.RSA_2048);
        String expected = algorithm == KeyAlgorithm.RSA_2048 ? "RSA" : "EdDSA";
        assertThat(supply.take(algorithm).getPrivate().getAlgorithm()).isEqualTo(expected);
    }
}
