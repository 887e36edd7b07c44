// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  targets: [
    .target(name: "Times"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "Expressions", dependencies: ["CRE2", "Times"]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
