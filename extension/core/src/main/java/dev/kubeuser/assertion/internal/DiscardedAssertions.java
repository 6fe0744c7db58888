package dev.kubeuser.assertion.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds statements of a test that begin an assertion but assert nothing, such as {@code assertThat(alice);}. The
 * bytecode shows them: it pops the result of {@code assertThat} immediately. Error Prone reports the same when it
 * compiles the test.
 */
public final class DiscardedAssertions {

    private static final System.Logger LOG = System.getLogger(DiscardedAssertions.class.getName());
    private static final String ROOM = "dev/kubeuser/assertion/";
    private static final Set<String> BEGINNINGS = Set.of("assertThat", "eventually", "ignoring");

    private DiscardedAssertions() {}

    /** Fails with all of them, so that no test passes because of one. */
    public static void requireNone(Class<?> testClass) {
        List<String> found = of(testClass);
        if (!found.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), found));
        }
    }

    /** One sentence for each in the class and its superclasses, with the place as in a stack trace. */
    public static List<String> of(Class<?> testClass) {
        List<String> found = new ArrayList<>();
        for (Class<?> type = testClass; type != null && type.getClassLoader() != null; type = type.getSuperclass()) {
            read(type, found);
        }
        return found;
    }

    private static void read(Class<?> type, List<String> found) {
        String resource = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(resource)) {
            if (bytes != null) {
                new ClassReader(bytes.readAllBytes())
                        .accept(new Statements(type.getName(), found), ClassReader.SKIP_FRAMES);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Reading the class file of " + type.getName() + " failed", unreadable);
        } catch (IllegalArgumentException newer) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "kubeuser: the class file of " + type.getName() + " is too new to be searched for assertions that"
                            + " assert nothing",
                    newer);
        }
    }

    private static final class Statements extends ClassVisitor {

        private final String type;
        private final List<String> found;
        private String file = "";

        Statements(String type, List<String> found) {
            super(Opcodes.ASM9);
            this.type = type;
            this.found = found;
        }

        @Override
        public void visitSource(@Nullable String source, @Nullable String debug) {
            file = source == null ? "" : source;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new Calls(call -> found.add(call.name() + "(...) asserts nothing at " + type + "." + name + "("
                    + file + ":" + call.line() + "): add an assertion, such as .can(...)"));
        }
    }

    private record Call(String name, int line) {}

    private interface Report {
        void discarded(Call call);
    }

    /** Only what leaves a value on the stack can come between a call and the instruction that pops another value. */
    private static final class Calls extends MethodVisitor {

        private final Report report;
        private int line;
        private @Nullable Call last;

        Calls(Report report) {
            super(Opcodes.ASM9);
            this.report = report;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean begins = BEGINNINGS.contains(name)
                    && Type.getReturnType(descriptor).getDescriptor().startsWith("L" + ROOM);
            last = begins ? new Call(name, line) : null;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.POP && last != null) {
                report.discarded(last);
            }
            last = null;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            last = null;
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            last = null;
        }
    }
}
