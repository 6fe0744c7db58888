package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.EffectivePolicyAssert;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The namespaces that a statement is about.
 *
 * @param words how a sentence says them, after a blank; empty if it says none
 * @param choice chooses them
 */
record YamlScope(String words, UnaryOperator<EffectivePolicyAssert> choice) {

    private static final String NAMESPACE = "namespace";
    private static final String NAMED = "namespaces";
    private static final String LABELLED = "namespaces labelled";
    private static final String EVERY = "every";

    static final Set<String> KEYS = Set.of(NAMED, LABELLED);

    static YamlScope of(YamlPart when, Map<String, String> placeholders) {
        boolean isLabelled = when.has(LABELLED);
        if ((isLabelled || when.has(NAMED)) && (when.has(NAMESPACE) || (isLabelled && when.has(NAMED)))) {
            throw when.malformed("namespace, namespaces and \"namespaces labelled\" exclude each other: keep one");
        }
        if (isLabelled) {
            String labels = when.part(LABELLED).text();
            return new YamlScope(" in every namespace labelled " + labels, that -> that.inNamespacesLabelled(labels));
        }
        if (!when.has(NAMED)) {
            return new YamlScope("", UnaryOperator.identity());
        }
        if (when.part(NAMED).isText(EVERY)) {
            return new YamlScope(" in every namespace", EffectivePolicyAssert::inEveryNamespace);
        }
        List<String> written = when.part(NAMED).texts();
        String[] names = written.stream()
                .map(name -> WrittenLine.fillIn(when.place(), name, placeholders))
                .toArray(String[]::new);
        return new YamlScope(
                " in every namespace named " + String.join(" or ", written), that -> that.inNamespaces(names));
    }

    EffectivePolicyAssert on(EffectivePolicyAssert that) {
        return choice.apply(that);
    }
}
