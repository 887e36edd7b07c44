import CXGBoost
import Decisions

/// A model of XGBoost, evaluated by the library of the system.
public final class XGBoostModel: ModelFile, @unchecked Sendable {
  // The pointer is set once and never shared, and the library lets any number of threads ask one model at once.
  private let model: UnsafeMutableRawPointer
  /// How many features a row has.
  public let featureCount: Int

  /// Makes a model ready to be asked.
  /// - Parameters:
  ///   - document: what was read from its file.
  ///   - rounds: the first so many rounds of boosting only; nothing: all of them.
  /// - Throws: `model.library` where libxgboost is missing or too old, `model.refused` where it does not take the model.
  public init(_ document: XGBoostDocument, rounds: Int? = nil) throws(BroughtModelError) {
    if let reason = XGBoostModel.missing {
      throw BroughtModelError(
        code: "model.library",
        message: "this needs XGBoost's library, which is not usable here (\(reason)); install it, on Debian with "
          + "`apt-get install libxgboost0`")
    }
    featureCount = document.featureCount
    var message = [CChar](repeating: 0, count: Int(CXGBOOST_MESSAGE_BYTES))
    let json = Array(document.json(rounds: rounds ?? document.rounds).utf8)
    let made = json.withUnsafeBytes { bytes in
      message.withUnsafeMutableBufferPointer { message in
        cxgboost_load(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, message.baseAddress)
      }
    }
    guard let made else { throw XGBoostModel.refused(message) }
    model = made
    // The first question makes the library set the model up; and a model that cannot answer is found out now.
    let row = [Float](repeating: .nan, count: featureCount)
    var logit = Double.nan
    row.withUnsafeBufferPointer { logits(rows: $0, count: 1, into: &logit) }
    guard logit.isFinite else { throw XGBoostModel.refused(message) }
  }

  deinit { cxgboost_free(model) }

  /// Why libxgboost cannot be used here; nothing where it can.
  public static var missing: String? {
    var message = [CChar](repeating: 0, count: Int(CXGBOOST_MESSAGE_BYTES))
    return cxgboost_is_available(&message) != 0 ? nil : text(message)
  }

  private static func refused(_ message: [CChar]) -> BroughtModelError {
    // The library's messages go on with a trace of its own code.
    let line = text(message).split(separator: "\n").first.map(String.init) ?? "without a reason"
    return BroughtModelError(code: "model.refused", message: "libxgboost does not take this model: \(line)")
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The log odds of each row, to the precision of the library, which is that of Float.
  public func logits(rows: UnsafeBufferPointer<Float>, count: Int, into logits: UnsafeMutablePointer<Double>) {
    guard count > 0 else { return }
    guard rows.count == count * featureCount,
      cxgboost_margins(model, rows.baseAddress, count, featureCount, logits) == 0
    else { return logits.update(repeating: .nan, count: count) }
  }
}
