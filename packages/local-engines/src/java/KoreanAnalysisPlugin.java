import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.ko.KoreanNumberFilter;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.IndexSettings;
import org.opensearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.opensearch.index.analysis.AbstractTokenFilterFactory;
import org.opensearch.index.analysis.AbstractTokenizerFactory;
import org.opensearch.index.analysis.AnalyzerProvider;
import org.opensearch.index.analysis.TokenFilterFactory;
import org.opensearch.index.analysis.TokenizerFactory;
import org.opensearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.opensearch.plugins.AnalysisPlugin;
import org.opensearch.plugins.Plugin;

/**
 * Lucene's Korean analysis under the names and settings that OpenSearch's documentation gives for the
 * plugin analysis-nori, whose archive no Maven repository holds. Rules of one's own are taken from the
 * settings (user_dictionary_rules), not from a file.
 */
public class KoreanAnalysisPlugin extends Plugin implements AnalysisPlugin {
  private interface Wrap {
    TokenStream around(TokenStream stream);
  }

  @Override
  public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    return Map.of(
        "nori_tokenizer", (index, environment, name, settings) -> tokenizer(index, name, settings));
  }

  @Override
  public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
    return Map.of("nori", (index, environment, name, settings) -> analyzer(index, name, settings));
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(
        "nori_part_of_speech", (index, environment, name, settings) -> {
          Set<POS.Tag> stopTags = stopTags(settings);
          return filter(
              index, name, settings, in -> new KoreanPartOfSpeechStopFilter(in, stopTags));
        },
        "nori_readingform", (index, environment, name, settings) ->
            filter(index, name, settings, KoreanReadingFormFilter::new),
        "nori_number", (index, environment, name, settings) ->
            filter(index, name, settings, KoreanNumberFilter::new));
  }

  private static TokenizerFactory tokenizer(IndexSettings index, String name, Settings settings) {
    UserDictionary dictionary = dictionary(settings);
    DecompoundMode mode = mode(settings);
    boolean discards = settings.getAsBoolean("discard_punctuation", true);
    return new AbstractTokenizerFactory(index, settings, name) {
      @Override
      public Tokenizer create() {
        return new KoreanTokenizer(
            KoreanTokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, dictionary, mode, false, discards);
      }
    };
  }

  private static AnalyzerProvider<KoreanAnalyzer> analyzer(
      IndexSettings index, String name, Settings settings) {
    KoreanAnalyzer analyzer =
        new KoreanAnalyzer(dictionary(settings), mode(settings), stopTags(settings), false);
    return new AbstractIndexAnalyzerProvider<>(index, name, settings) {
      @Override
      public KoreanAnalyzer get() {
        return analyzer;
      }
    };
  }

  private static TokenFilterFactory filter(
      IndexSettings index, String name, Settings settings, Wrap wrap) {
    return new AbstractTokenFilterFactory(index, name, settings) {
      @Override
      public TokenStream create(TokenStream stream) {
        return wrap.around(stream);
      }
    };
  }

  private static DecompoundMode mode(Settings settings) {
    String name = settings.get("decompound_mode", KoreanTokenizer.DEFAULT_DECOMPOUND.name());
    return DecompoundMode.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Set<POS.Tag> stopTags(Settings settings) {
    List<String> names = settings.getAsList("stoptags", null);
    if (names == null) return KoreanPartOfSpeechStopFilter.DEFAULT_STOP_TAGS;
    Set<POS.Tag> tags = EnumSet.noneOf(POS.Tag.class);
    for (String name : names) tags.add(POS.resolveTag(name));
    return tags;
  }

  private static UserDictionary dictionary(Settings settings) {
    List<String> rules = settings.getAsList("user_dictionary_rules");
    try {
      return UserDictionary.open(new StringReader(String.join("\n", rules)));
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
