/// The functions and operators of the language, by the name that expressions call them by.
///
/// Logic (`&&`, `||`, `?:`) is not among them: it does not need all its operands.
enum Builtin: String, CaseIterable {
  case not = "!_"
  case negate = "-_"
  case equal = "_==_"
  case notEqual = "_!=_"
  case less = "_<_"
  case lessOrEqual = "_<=_"
  case greater = "_>_"
  case greaterOrEqual = "_>=_"
  case add = "_+_"
  case subtract = "_-_"
  case multiply = "_*_"
  case divide = "_/_"
  case remainder = "_%_"
  case `in` = "@in"
  case index = "_[_]"
  case optionalIndex = "_[?_]"
  case size

  case dyn, type
  case toBool = "bool"
  case toBytes = "bytes"
  case toDouble = "double"
  case toDuration = "duration"
  case toInt = "int"
  case toString = "string"
  case toTimestamp = "timestamp"
  case toUint = "uint"

  case getDate, getDayOfMonth, getDayOfWeek, getDayOfYear, getFullYear, getHours, getMilliseconds, getMinutes
  case getMonth, getSeconds

  case contains, startsWith, endsWith, matches, charAt, indexOf, lastIndexOf, lowerAscii, upperAscii, replace, split
  case substring, trim, reverse, format, join
  case quote = "strings.quote"
  case base64Encode = "base64.encode"
  case base64Decode = "base64.decode"

  case greatest = "math.greatest"
  case least = "math.least"
  case ceil = "math.ceil"
  case floor = "math.floor"
  case round = "math.round"
  case trunc = "math.trunc"
  case sqrt = "math.sqrt"
  case isNaN = "math.isNaN"
  case isInf = "math.isInf"
  case isFinite = "math.isFinite"
  case abs = "math.abs"
  case sign = "math.sign"
  case bitAnd = "math.bitAnd"
  case bitOr = "math.bitOr"
  case bitXor = "math.bitXor"
  case bitNot = "math.bitNot"
  case bitShiftLeft = "math.bitShiftLeft"
  case bitShiftRight = "math.bitShiftRight"

  case optionalOf = "optional.of"
  case optionalOfNonZero = "optional.ofNonZeroValue"
  case optionalNone = "optional.none"
  case hasValue, value, or, orValue

  /// Whether the same arguments give the same value in every context.
  var isConstant: Bool {
    switch self {
    case .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getFullYear, .getHours, .getMilliseconds,
      .getMinutes, .getMonth, .getSeconds:
      false  // They may name a zone, which the context knows.
    default: true
    }
  }
}

extension Builtin {
  /// The value of the function for its arguments; a method's receiver is the first.
  func apply(
    _ arguments: [Value], _ meter: inout CostMeter, _ context: EvaluationContext
  ) throws(EvaluationError) -> Value {
    let result: Value?
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      result = try compare(arguments, &meter)
    case .not, .negate, .add, .subtract, .multiply, .divide, .remainder:
      result = try calculate(arguments, &meter)
    case .in, .index, .optionalIndex, .size:
      result = try readCollection(arguments, &meter)
    case .dyn, .type, .toBool, .toBytes, .toDouble, .toDuration, .toInt, .toString, .toTimestamp, .toUint:
      result = try convert(arguments, &meter)
    case .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getFullYear, .getHours, .getMilliseconds,
      .getMinutes, .getMonth, .getSeconds:
      result = try readTime(arguments, context)
    case .contains, .startsWith, .endsWith, .matches, .charAt, .indexOf, .lastIndexOf, .lowerAscii, .upperAscii,
      .replace, .split, .substring, .trim, .reverse, .format, .join, .quote, .base64Encode, .base64Decode:
      result = try readString(arguments, &meter)
    case .optionalOf, .optionalOfNonZero, .optionalNone, .hasValue, .value, .or, .orValue:
      result = try readOptional(arguments)
    default:
      result = try calculateMath(arguments, &meter)
    }
    guard let result else { throw EvaluationError.noOverload(rawValue, arguments) }
    return result
  }
}
