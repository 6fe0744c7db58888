package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.mutants.internal.AdmissionMutations;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A mutant of an object of admission, for each run of the tests: namespaces that are made for tests have another name in
 * each.
 *
 * @param mutant the mistake, as in manifests
 * @param key the object with file and line, as in manifests
 * @param title its kind and name, as in manifests
 * @param replacements what is applied instead, as in manifests
 */
record AdmissionMutant(Mutant mutant, String key, String title, List<String> replacements) {

    /** Copies the list. */
    AdmissionMutant {
        replacements = List.copyOf(replacements);
    }

    static AdmissionMutant of(AdmissionMutations.Mutated mutated, OwnNamespaces own) {
        Mutant named = mutated.mutant();
        return new AdmissionMutant(
                new Mutant(
                        named.operator(),
                        own.written(named.object()),
                        named.rule(),
                        named.origin(),
                        own.written(named.description())),
                own.written(mutated.object().toString()),
                own.written(mutated.object().kind() + " " + mutated.object().name()),
                mutated.replacement().stream()
                        .map(JsonObject::toString)
                        .map(own::written)
                        .toList());
    }

    List<JsonObject> replacement(UnaryOperator<String> real) {
        return replacements.stream()
                .map(real)
                .map(JsonParser::parseString)
                .map(json -> json.getAsJsonObject())
                .toList();
    }
}
