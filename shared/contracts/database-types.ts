// Generated from the migrations by `npm run db:types`. A contract test compares it with the database.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {

  "public": {
          Tables: {
            [_ in never]: never
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "admit_request":
{ Args: { "p_address"?: string,"p_person": string }; Returns: undefined
                           },
"begin_page":
{ Args: { "p_address"?: string,"p_person": string }; Returns: {
              "adult_confirmed": boolean,"declared_likes": number,"experiments": Json,"like_count": number,"like_pool": string,"manifest_sha256": string,"model_version": string,"nope_count": number,"nope_pool": string,"onboarding_tags": (string)[],"personalisation": boolean,"ranking": Json,"recent_likes": Json,"recent_nopes": Json,"recent_pool": string
            }[]
                           },
"confirm_adult":
{ Args: { "p_person": string }; Returns: string
                           },
"export_person":
{ Args: { "p_person": string }; Returns: Json
                           },
"find_items":
{ Args: { "p_after_item"?: number,"p_after_score"?: number,"p_as_of"?: string,"p_by": string,"p_include_seen"?: boolean,"p_item"?: number,"p_limit": number,"p_person": string,"p_personal"?: boolean,"p_query"?: string,"p_vector_version"?: string,"p_window_days"?: number }; Returns: {
              "active_version": string,"as_of": string,"credits": Json,"duration_minutes": number,"external_id": string,"item_id": number,"maker": string,"performers": (string)[],"personal_similarity": number,"price_yen": number,"released_at": string,"score": number,"series": string,"tags": (string)[],"title": string,"vector_version": string
            }[]
                           },
"find_page_items":
{ Args: { "p_exclude"?: (number)[],"p_filters"?: Json,"p_limit": number,"p_model_version"?: string,"p_person": string,"p_popularity_weight"?: number,"p_query"?: (number)[],"p_temperature"?: number }; Returns: {
              "credits": Json,"duration_minutes": number,"external_id": string,"item_id": number,"log_popularity": number,"maker": string,"maker_id": number,"performers": (string)[],"price_yen": number,"released_at": string,"score": number,"series": string,"similarity": number,"source": "personalised"|"popular"|"fresh"|"exploration","tags": (string)[],"title": string
            }[]
                           },
"get_account":
{ Args: { "p_person": string }; Returns: Json
                           },
"get_page_context":
{ Args: { "p_person": string }; Returns: {
              "adult_confirmed": boolean,"like_count": number,"like_pool": string,"manifest_sha256": string,"model_version": string,"nope_count": number,"nope_pool": string,"personalisation": boolean,"recent_likes": Json,"recent_nopes": Json,"recent_pool": string
            }[]
                           },
"get_recommendation_context":
{ Args: { "p_person": string }; Returns: {
              "adult_confirmed": boolean,"like_count": number,"like_pool": string,"manifest_sha256": string,"model_version": string,"nope_count": number,"nope_pool": string,"recent_nopes": Json,"recent_pool": string
            }[]
                           },
"get_service_health":
{ Args: Record<PropertyKey, never>; Returns: {
              "item_count": number,"model_version": string,"popularity_refreshed_at": string,"vector_count": number
            }[]
                           },
"log_impressions":
{ Args: { "p_items": Json,"p_model_version": string,"p_person": string,"p_request": string,"p_variants"?: Json }; Returns: undefined
                           },
"look_up_items":
{ Args: { "p_address"?: string,"p_after_item"?: number,"p_after_score"?: number,"p_as_of"?: string,"p_by": string,"p_include_seen"?: boolean,"p_item"?: number,"p_limit": number,"p_person": string,"p_personal"?: boolean,"p_query"?: string,"p_vector_version"?: string,"p_window_days"?: number }; Returns: {
              "active_version": string,"as_of": string,"credits": Json,"duration_minutes": number,"external_id": string,"item_id": number,"maker": string,"performers": (string)[],"personal_similarity": number,"price_yen": number,"released_at": string,"score": number,"series": string,"tags": (string)[],"title": string,"vector_version": string
            }[]
                           },
"open_page":
{ Args: { "p_address"?: string,"p_person": string }; Returns: {
              "adult_confirmed": boolean,"declared_likes": number,"experiments": Json,"like_count": number,"like_pool": string,"manifest_sha256": string,"model_version": string,"nope_count": number,"nope_pool": string,"onboarding_tags": (string)[],"personalisation": boolean,"ranking": Json,"recent_likes": Json,"recent_nopes": Json,"recent_pool": string,"shadow_manifest_sha256": string,"shadow_version": string
            }[]
                           },
"open_shadow_page":
{ Args: { "p_person": string,"p_version": string }; Returns: {
              "like_pool": string,"nope_pool": string,"recent_pool": string
            }[]
                           },
"read_health":
{ Args: { "p_address"?: string }; Returns: {
              "item_count": number,"model_version": string,"popularity_refreshed_at": string,"vector_count": number
            }[]
                           },
"read_metrics":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"record_events":
{ Args: { "p_events": Json,"p_person": string }; Returns: {
              "event_id": string,"outcome": string
            }[]
                           },
"record_feedback":
{ Args: { "p_events": Json,"p_person": string }; Returns: {
              "event_id": string,"outcome": string
            }[]
                           },
"record_impressions":
{ Args: { "p_items": Json,"p_model_version": string,"p_person": string,"p_request": string }; Returns: undefined
                           },
"record_requests":
{ Args: { "p_rows": Json }; Returns: undefined
                           },
"record_shadow_page":
{ Args: { "p_duration_ms": number,"p_failed": boolean,"p_shared": number,"p_shown": number,"p_version": string }; Returns: undefined
                           },
"retrieve_items":
{ Args: { "p_limit": number,"p_model_version"?: string,"p_person": string,"p_popularity_weight"?: number,"p_query"?: (number)[],"p_temperature"?: number }; Returns: {
              "duration_minutes": number,"external_id": string,"item_id": number,"log_popularity": number,"maker": string,"maker_id": number,"performers": (string)[],"price_yen": number,"released_at": string,"score": number,"series": string,"similarity": number,"source": "personalised"|"popular"|"fresh"|"exploration","tags": (string)[],"title": string
            }[]
                           },
"retrieve_page_items":
{ Args: { "p_limit": number,"p_model_version"?: string,"p_person": string,"p_popularity_weight"?: number,"p_query"?: (number)[],"p_temperature"?: number }; Returns: {
              "credits": Json,"duration_minutes": number,"external_id": string,"item_id": number,"log_popularity": number,"maker": string,"maker_id": number,"performers": (string)[],"price_yen": number,"released_at": string,"score": number,"series": string,"similarity": number,"source": "personalised"|"popular"|"fresh"|"exploration","tags": (string)[],"title": string
            }[]
                           },
"set_exclusions":
{ Args: { "p_exclusions": Json,"p_person": string }; Returns: Json
                           },
"set_onboarding_tags":
{ Args: { "p_person": string,"p_tags": (number)[] }; Returns: Json
                           },
"set_personalisation":
{ Args: { "p_on": boolean,"p_person": string }; Returns: Json
                           },
"set_training_consent":
{ Args: { "p_consent": boolean,"p_person": string }; Returns: string
                           },
"take_events":
{ Args: { "p_address"?: string,"p_events": Json,"p_person": string }; Returns: {
              "event_id": string,"outcome": string
            }[]
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {

          }
        }
} as const
