package dev.kubeuser;

import dev.kubeuser.credential.UserSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * A user as one annotation declares it.
 *
 * @param user what is asked for
 * @param place where the annotation stands, for messages
 * @param owner the class for whose tests it is declared, or {@code null} for one method
 */
record Declaration(UserSpec user, String place, @Nullable Class<?> owner) {

    private static final KubeUser DEFAULTS = Defaults.class.getAnnotation(KubeUser.class);

    static Declaration of(KubeUser annotation, String place, @Nullable Class<?> owner) {
        return new Declaration(spec(annotation, place), place, owner);
    }

    private static UserSpec spec(KubeUser annotation, String place) {
        try {
            return new UserSpec(
                    annotation.value(),
                    new LinkedHashSet<>(Arrays.asList(annotation.groups())),
                    annotation.key(),
                    Duration.ofSeconds(annotation.expirationSeconds()),
                    annotation.via());
        } catch (IllegalArgumentException malformed) {
            throw new ExtensionConfigurationException(
                    "@KubeUser on " + place + ": " + malformed.getMessage(), malformed);
        }
    }

    /** Whether an annotation says no more than a name, and so may refer to a declaration elsewhere. */
    static boolean isReference(KubeUser annotation) {
        return annotation.groups().length == 0
                && DEFAULTS.key() == annotation.key()
                && DEFAULTS.via() == annotation.via()
                && DEFAULTS.expirationSeconds() == annotation.expirationSeconds();
    }

    /** Carries the annotation's defaults, so that they are written once. */
    @KubeUser("defaults")
    private static final class Defaults {}
}
