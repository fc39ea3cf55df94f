//! What somebody proved who they are with.

/// One way to prove it (NIST SP 800-63B: an authenticator).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// PIN or password.
    Secret,
    /// A passkey: the device's key, opened by finger, face or the device's own PIN.
    Passkey,
    /// A code from an authenticator app (RFC 6238).
    Totp,
    /// One of the codes kept for the day the other factor is lost.
    RecoveryCode,
    /// Another organization's sign-in, by OpenID Connect.
    OpenId,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Secret, Self::Passkey, Self::Totp, Self::RecoveryCode, Self::OpenId];

    /// Name in the database, the log and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery-code",
            Self::OpenId => "openid",
        }
    }

    /// The method with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// How much a proof is worth (NIST SP 800-63B: AAL1, AAL2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// One factor.
    Single,
    /// Two factors, or one device that checks who holds it.
    Strong,
}

/// What a session was opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    methods: Vec<Method>,
    strength: Strength,
}

impl Proof {
    /// One method that is one factor.
    pub fn single(method: Method) -> Self {
        Self { methods: vec![method], strength: Strength::Single }
    }

    /// One method that counts as two factors: a passkey with user verification, a provider that asserts it.
    pub fn strong(method: Method) -> Self {
        Self { methods: vec![method], strength: Strength::Strong }
    }

    /// With a second method of another kind: together they are two factors.
    #[must_use]
    pub fn and(mut self, method: Method) -> Self {
        if !self.methods.contains(&method) {
            self.methods.push(method);
            self.strength = Strength::Strong;
        }
        self
    }

    /// The methods, in the order they were given.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// How much it is worth.
    pub const fn strength(&self) -> Strength {
        self.strength
    }

    /// Whether it is two factors.
    pub fn is_strong(&self) -> bool {
        self.strength == Strength::Strong
    }

    /// As it is stored: `secret,totp`.
    pub fn names(&self) -> String {
        self.methods.iter().map(|method| method.name()).collect::<Vec<_>>().join(",")
    }

    /// As it was stored; a method this Carrel does not know is left out.
    pub fn from_stored(names: &str, is_strong: bool) -> Self {
        let methods = names.split(',').filter_map(Method::from_name).collect();
        Self { methods, strength: if is_strong { Strength::Strong } else { Strength::Single } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_method_twice_is_one_factor() {
        assert!(!Proof::single(Method::Secret).and(Method::Secret).is_strong());
        assert!(Proof::single(Method::Secret).and(Method::Totp).is_strong());
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let proof = Proof::single(Method::Secret).and(Method::RecoveryCode);
        assert_eq!(Proof::from_stored(&proof.names(), proof.is_strong()), proof);
    }
}
