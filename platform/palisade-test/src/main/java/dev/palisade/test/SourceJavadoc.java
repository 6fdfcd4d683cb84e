package dev.palisade.test;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Reads the Javadoc of sources, so that a contract says what the code says and nothing is written twice. */
final class SourceJavadoc {

    private final Map<String, Comment> comments = new HashMap<>();

    private SourceJavadoc() {}

    /** Reads every source file below a folder. */
    static SourceJavadoc below(Path folder) {
        SourceJavadoc javadoc = new SourceJavadoc();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> all = Files.walk(folder);
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                javadoc.new Reader(trees).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return javadoc;
    }

    /** The comment on a type, by its simple name. */
    @Nullable
    Comment type(String simpleName) {
        return comments.get(simpleName);
    }

    /** The comment on a method. */
    @Nullable
    Comment method(Class<?> type, String method) {
        return comments.get(type.getSimpleName() + "." + method);
    }

    /**
     * A comment, with its code in back quotes.
     *
     * @param summary the first sentence
     * @param text all of it, without the tags
     * @param parameters what is said of parameters and record components
     * @param answer what is said of the return value; empty when nothing
     * @param failures what is said after {@code @throws}
     */
    record Comment(String summary, String text, Map<String, String> parameters, String answer, List<String> failures) {}

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable String> {

        private final DocTrees trees;

        Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable String outer) {
            String name = type.getSimpleName().toString();
            remember(name);
            return super.visitClass(type, name);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable String type) {
            remember(type + "." + method.getName());
            return super.visitMethod(method, type);
        }

        private void remember(String name) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                return;
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            List<String> failures = new ArrayList<>();
            String answer = "";
            for (DocTree tag : comment.getBlockTags()) {
                switch (tag) {
                    case ParamTree parameter ->
                        parameters.put(parameter.getName().toString(), text(parameter.getDescription()));
                    case ThrowsTree failure -> failures.add(text(failure.getDescription()));
                    case ReturnTree returned -> answer = text(returned.getDescription());
                    default -> {}
                }
            }
            comments.put(
                    name,
                    new Comment(
                            text(comment.getFirstSentence()),
                            text(comment.getFullBody()),
                            parameters,
                            answer,
                            failures));
        }

        private String text(List<? extends DocTree> parts) {
            return parts.stream()
                    .map(part -> switch (part) {
                        case LiteralTree literal -> "`" + literal.getBody() + "`";
                        case LinkTree link -> link.getReference().toString();
                        default -> part.toString();
                    })
                    .collect(Collectors.joining())
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
