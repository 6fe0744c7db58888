package dev.kubeuser.plan.internal;

import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Fills in the configuration parameters that the paths of an annotation name, as in {@code ${policies}}.
 *
 * @param annotation the annotation and its place, for messages
 * @param parameters the values of configuration parameters
 */
record SourceParameters(String annotation, StringLookup parameters) {

    String fillIn(String source) {
        StringSubstitutor substitutor = new StringSubstitutor(parameters).setEnableUndefinedVariableException(true);
        try {
            return substitutor.replace(source);
        } catch (IllegalArgumentException undefined) {
            throw new ExtensionConfigurationException(
                    annotation + ": the source " + source
                            + " names a configuration parameter without a value: set it, as"
                            + " by -Dpolicies=DIRECTORY for ${policies}, or give it a default, as in"
                            + " ${policies:-deploy/rbac/}",
                    undefined);
        } catch (IllegalStateException endless) {
            throw new ExtensionConfigurationException(
                    annotation + ": the source " + source + " names a configuration parameter whose value names itself:"
                            + " give it a value without ${...}",
                    endless);
        }
    }
}
