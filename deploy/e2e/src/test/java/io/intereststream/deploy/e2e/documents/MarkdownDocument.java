package io.intereststream.deploy.e2e.documents;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A Markdown document, read as GitHub reads it: its code blocks, links and anchors. Lines are
 * counted from 1.
 *
 * @param path from the root of the repository, with {@code /}
 * @param lines how many lines it has
 * @param blocks fenced and indented code blocks, in order
 * @param markers all markers, in order, also those that belong to no block
 * @param links links and images, in Markdown and in HTML
 * @param anchors what {@code #...} can name: headings, and ids in HTML
 */
record MarkdownDocument(
    String path,
    int lines,
    List<CodeBlock> blocks,
    List<Marker> markers,
    List<Target> links,
    Set<String> anchors) {
  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  /**
   * A code block.
   *
   * @param line of its opening fence
   * @param language the first word after the fence; empty where there is none, or no fence
   * @param text without the fences and without their indentation
   * @param marker on the line before the fence
   */
  record CodeBlock(int line, String language, String text, Optional<Marker> marker) {
    /** Whether it has commands, to be run or not. */
    boolean isShell() {
      return language.equals("sh");
    }

    /** Whether it has commands that are to be run. */
    boolean isRun() {
      return isShell() && marker.isEmpty();
    }
  }

  /**
   * A comment {@code <!-- not run: REASON -->}.
   *
   * @param line of its end
   * @param reason empty where none is given
   */
  record Marker(int line, String reason) {}

  /** What a link or an image leads to. */
  record Target(int line, String address) {}

  /** The blocks of commands, marked ones too. */
  List<CodeBlock> shellBlocks() {
    return blocks.stream().filter(CodeBlock::isShell).toList();
  }

  /** Its path. */
  @Override
  public String toString() {
    return path;
  }

  static MarkdownDocument parse(String path, String text) {
    Reader reader = new Reader();
    PARSER.parse(text).accept(reader);
    return new MarkdownDocument(
        path,
        (int) text.lines().count(),
        List.copyOf(reader.blocks),
        List.copyOf(reader.markers),
        List.copyOf(reader.links),
        Set.copyOf(reader.anchors));
  }

  /** Collects what a document has. */
  private static final class Reader extends AbstractVisitor {
    private static final Pattern MARKER =
        Pattern.compile(
            "<!--\\s*not run\\b(?::(.*?)|.*?)-->", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ADDRESS =
        Pattern.compile("\\s(?:href|src|srcset)\\s*=\\s*\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern ID =
        Pattern.compile("\\s(?:id|name)\\s*=\\s*\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private final List<CodeBlock> blocks = new ArrayList<>();
    private final List<Marker> markers = new ArrayList<>();
    private final List<Target> links = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();
    private final IdGenerator ids = IdGenerator.builder().build();

    @Override
    public void visit(FencedCodeBlock block) {
      String language = block.getInfo().strip().split("\\s", 2)[0];
      int line = line(block);
      Optional<Marker> marker =
          markers.stream().filter(candidate -> candidate.line == line - 1).findFirst();
      blocks.add(new CodeBlock(line, language, block.getLiteral(), marker));
    }

    @Override
    public void visit(IndentedCodeBlock block) {
      blocks.add(new CodeBlock(line(block), "", block.getLiteral(), Optional.empty()));
    }

    @Override
    public void visit(Heading heading) {
      StringBuilder text = new StringBuilder();
      heading.accept(
          new AbstractVisitor() {
            @Override
            public void visit(Text part) {
              text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
              text.append(part.getLiteral());
            }
          });
      anchors.add(ids.generateId(text.toString()));
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      links.add(new Target(line(link), link.getDestination()));
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      links.add(new Target(line(image), image.getDestination()));
      visitChildren(image);
    }

    @Override
    public void visit(HtmlBlock html) {
      readHtml(line(html), html.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
      readHtml(line(html), html.getLiteral());
    }

    private void readHtml(int line, String html) {
      for (Matcher matcher = MARKER.matcher(html); matcher.find(); ) {
        String reason = Objects.requireNonNullElse(matcher.group(1), "");
        markers.add(new Marker(lineAt(line, html, matcher.end()), reason.strip()));
      }
      for (Matcher matcher = ADDRESS.matcher(html); matcher.find(); ) {
        links.add(new Target(lineAt(line, html, matcher.start(1)), matcher.group(1)));
      }
      for (Matcher matcher = ID.matcher(html); matcher.find(); ) {
        anchors.add(matcher.group(1));
      }
    }

    private static int line(Node node) {
      return node.getSourceSpans().get(0).getLineIndex() + 1;
    }

    private static int lineAt(int first, String text, int index) {
      return first + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
  }
}
